// The engine as WebAssembly, in Node: creates so many Pods and waits until all are available.
//
//   node benches/wasm.mjs target/split/engine.mjs target/split/whole.wasm PODS NODES
//
// `cargo xtask dist` makes both files. Prints CPU time and the memory that the program has in the end.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [script, program, pods, nodes] = process.argv.slice(2);
const { default: init, traceHash } = await import(pathToFileURL(script));
const { memory } = await init({ module_or_path: await readFile(program) });
const names = Array.from({ length: nodes }, (_, index) => `node-${index + 1}`);
// A header names so many at most; the others join.
const added = names.splice(500).map((name) => `! node-add ${name}\n`);
const tape = `# nodes: ${names.join(",")}
${added.join("")}$ kubectl create deployment web --image=nginx:1.27 --replicas=${pods}
$ kubectl rollout status deployment/web
`;
const before = process.cpuUsage();
const hash = traceHash(tape);
const { user, system } = process.cpuUsage(before);
const mib = memory.buffer.byteLength / 2 ** 20;
console.log(`${pods} Pods on ${nodes} nodes: ${((user + system) / 1e6).toFixed(2)} s CPU, ${mib} MiB, trace ${hash}`);
