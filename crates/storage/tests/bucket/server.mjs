// An S3 server on a free port of this machine, over the folder that it is given. It prints where it
// is, and ends with its standard input.
import S3rver from "s3rver";

const server = new S3rver({
  port: 0,
  address: "127.0.0.1",
  silent: true,
  directory: process.argv[2],
  vhostBuckets: false,
  configureBuckets: [{ name: "results" }],
});
const { port } = await server.run();
console.log(`http://127.0.0.1:${port}`);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
