// Serves the built Worker in workerd for a test, and beside it the worker that runs statements as it
// is told. Says where on one line; then each line it reads is a cron expression to trigger. Ends with
// its input, so that it never outlives the test.
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
    ...(told.kept_in ? { resourcePersistencePath: told.kept_in } : {}),
    // The Worker's log goes to the test's, and leaves standard output to what is said here.
    handleStructuredLogs: ({ message }) => console.error(message),
  }),
);
const url = await workerd.ready;
const beside = await workerd.unsafeGetDirectURL("statements");
console.log(JSON.stringify({ site: url.href, statements: beside.href }));

for await (const cron of createInterface({ input: process.stdin })) {
  const worker = await workerd.getWorker(config.name);
  const { outcome } = await worker.scheduled({ cron });
  console.log(outcome);
}
await workerd.dispose();
process.exit(0);
