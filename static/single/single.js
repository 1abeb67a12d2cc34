// A lesson in one file, which opens without a server and without a network: whatever it is made of stands
// in it, compressed. Browsers run no modules and fetch no wasm from file: URLs, but from blobs they do.
"use strict";

(async () => {
  const place = document.getElementById("app");
  let hint = () => "This browser may be too old: it has to have DecompressionStream.";
  try {
    const files = {};
    for (const { dataset, textContent } of document.querySelectorAll("[data-file]")) {
      const packed = Uint8Array.from(atob(textContent.trim()), (it) => it.charCodeAt(0));
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      const bytes = await new Response(stream).arrayBuffer();
      // As the dataset of a page has it.
      files[dataset.file.replace(/-./g, (it) => it[1].toUpperCase())] = URL.createObjectURL(new Blob([bytes], { type: dataset.type }));
    }
    const player = await import(files.player);
    hint = player.hint;
    let tape = "";
    for (const byte of new TextEncoder().encode(document.getElementById("tape").textContent)) tape += String.fromCharCode(byte);
    const link = btoa(tape).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    window.podarium = await player.open(place, {
      files,
      home: document.baseURI,
      // A link that somebody made from this file is opened; else its own tape is.
      address: location.hash ? location.href : `${location.href.split("#")[0]}#tape=${link}`,
      died(why) {
        place.textContent = `Podarium has stopped. ${why}`;
      },
      show: player.show,
    });
    addEventListener("hashchange", () => location.reload());
  } catch (error) {
    console.error(error);
    place.textContent = `Podarium could not start. ${hint(error)} ${error}`;
  }
})();
