// Serves the built Worker in workerd for a test, and beside it the worker that runs statements as it
// is told. Says where on one line; then answers each line it reads: a trigger, or the profiler's start
// and end. Ends with its input, so that it never outlives the test.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";

const told = JSON.parse(process.argv[2]);
const config = JSON.parse(readFileSync(new URL("../wrangler.jsonc", import.meta.url), "utf8").replace(/^\s*\/\/.*$/gm, ""));
const DATABASE = config.d1_databases[0];

function built(folder) {
  const at = (name) => new URL(`${folder}/${name}`, import.meta.url).pathname;
  return [
    { type: "ESModule", path: at("index.js") },
    { type: "CompiledWasm", path: at("index_bg.wasm") },
  ];
}

const common = { compatibilityDate: config.compatibility_date, compatibilityFlags: config.compatibility_flags };
const site = {
  ...common,
  name: config.name,
  modulesRoot: new URL("../build", import.meta.url).pathname,
  modules: built("../build"),
  bindings: told.variables,
  assets: {
    directory: new URL(`../${config.assets.directory}`, import.meta.url).pathname,
    routerConfig: { has_user_worker: true },
  },
  d1Databases: { [DATABASE.binding]: DATABASE.database_id },
  r2Buckets: { [config.r2_buckets[0].binding]: config.r2_buckets[0].bucket_name },
};
const databases = told.databases.map((name) => [name, name]);
const statements = {
  ...common,
  name: "statements",
  modulesRoot: new URL("../../../tests/statements/build", import.meta.url).pathname,
  modules: built("../../../tests/statements/build"),
  d1Databases: Object.fromEntries([...databases, [DATABASE.binding, DATABASE.database_id]]),
  unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
};
// Asked without miniflare's routing, which is a worker too.
const direct = told.direct ? { unsafeDirectSockets: [{ host: "127.0.0.1", port: told.port }] } : {};
const serves = Object.keys(told.variables).length > 0;

const workerd = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: told.direct ? 0 : told.port,
    workers: serves ? [{ ...site, ...direct }, statements] : [statements],
    ...(told.direct ? { inspectorPort: 0 } : {}),
    ...(told.kept_in ? { resourcePersistencePath: told.kept_in } : {}),
    // The Worker's log goes to the test's, and leaves standard output to what is said here.
    handleStructuredLogs: ({ message }) => console.error(message),
  }),
);
const routed = await workerd.ready;
const url = told.direct ? await workerd.unsafeGetDirectURL(config.name) : routed;
const beside = await workerd.unsafeGetDirectURL("statements");
console.log(JSON.stringify({ site: url.href, statements: beside.href }));

// V8's own profiler, in the isolate of the site.
async function inspector() {
  const url = new URL(`/core:user:${config.name}`, await workerd.getInspectorURL());
  const socket = new WebSocket(url);
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.(result);
    waiting.delete(id);
  };
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  let last = 0;
  return (method, params = {}) =>
    new Promise((resolve) => {
      waiting.set((last += 1), resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}

// Milliseconds in which the isolate was at work: a sample each that found it so. Most of them lie next to
// each other, as far apart as the sampler takes them; what lies between others is no measure, for then the
// thread was another isolate's.
function atWork({ nodes, samples, timeDeltas }) {
  const idle = nodes.find(({ callFrame }) => callFrame.functionName === "(idle)")?.id;
  const microseconds = timeDeltas.toSorted((a, b) => a - b)[Math.floor(timeDeltas.length / 5)] ?? 0;
  return (samples.filter((id) => id !== idle).length * microseconds) / 1_000;
}

const ask = told.direct ? await inspector() : undefined;
await ask?.("Profiler.enable");
await ask?.("Profiler.setSamplingInterval", { interval: 250 });

async function answer({ trigger, profile }) {
  if (trigger) {
    const worker = await workerd.getWorker(config.name);
    return worker.scheduled({ cron: trigger });
  }
  if (profile) return ask("Profiler.start");
  return atWork((await ask("Profiler.stop")).profile);
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
await workerd.dispose();
process.exit(0);
