Reveal.initialize({ plugins: [RevealPodarium], transition: "none", hash: true });
