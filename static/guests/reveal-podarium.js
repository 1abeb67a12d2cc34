// A plugin of reveal.js: a player with data-autoplay starts with its slide, and every player stops with it.
// <script src=".../podarium.js"></script>, this file, and Reveal.initialize({ plugins: [RevealPodarium] }).
"use strict";

window.RevealPodarium = () => ({
  id: "podarium",
  init(deck) {
    const players = (slide) => slide?.querySelectorAll("podarium-player") ?? [];
    function changed({ previousSlide, currentSlide }) {
      for (const player of players(previousSlide)) player.pause?.();
      for (const player of players(currentSlide)) if ("autoplay" in player.dataset) player.play?.();
    }
    deck.on("ready", changed);
    deck.on("slidechanged", changed);
  },
});
