// Lets an engine that notes which of its functions run play tapes, and prints which those were: a line for each tape.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [script, program, begin, count, ...tapes] = process.argv.slice(2);
const { default: init, rehearse } = await import(pathToFileURL(script));
const { memory } = await init({ module_or_path: await readFile(program) });
for (const tape of tapes) {
  rehearse(await readFile(tape, "utf8"), () => performance.now());
  const notes = new Uint8Array(memory.buffer, Number(begin), Number(count));
  const noted = [];
  notes.forEach((it, index) => it && noted.push(index));
  console.log(noted.join(" "));
  notes.fill(0);
}
