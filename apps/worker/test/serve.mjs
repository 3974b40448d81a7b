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
const serves = Object.keys(told.variables).length > 0;

const workerd = new Miniflare(
  convertV4MiniflareOptions({
    host: "127.0.0.1",
    port: told.port,
    workers: serves ? [site, statements] : [statements],
    ...(told.profiled ? { inspectorPort: 0 } : {}),
    ...(told.kept_in ? { resourcePersistencePath: told.kept_in } : {}),
    // The Worker's log goes to the test's, and leaves standard output to what is said here.
    handleStructuredLogs: ({ message }) => console.error(message),
  }),
);
const url = await workerd.ready;
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

// Milliseconds of what the isolate did: its script, wasm and garbage collection, and native code for it.
function spent({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  const sums = { script_ms: 0, native_ms: 0 };
  samples.forEach((id, at) => {
    const name = names.get(id);
    if (name === "(idle)") return;
    sums[name === "(program)" ? "native_ms" : "script_ms"] += timeDeltas[at] / 1_000;
  });
  return sums;
}

const ask = told.profiled ? await inspector() : undefined;
await ask?.("Profiler.enable");
await ask?.("Profiler.setSamplingInterval", { interval: 250 });

async function answer({ trigger, profile }) {
  if (trigger) {
    const worker = await workerd.getWorker(config.name);
    return worker.scheduled({ cron: trigger });
  }
  if (profile) return ask("Profiler.start");
  return spent((await ask("Profiler.stop")).profile);
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
await workerd.dispose();
process.exit(0);
