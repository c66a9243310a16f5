// Replaces the Lambda runtime in a process of its own: loads the bundle, passes events to it, reports its responses.
// It uses only what every Node process loads, so that the test sees which modules the bundle loads.
const lines = [];
process.stdout.write = (line) => lines.push(line) > 0;

// A second passes with each reading, so that no refusal is over the log's cap.
let seconds = 0;
process.hrtime = () => [++seconds, 0];

const before = new Set(process.moduleLoadList);

let authorizer;
try {
  authorizer = require(process.argv[2]);
  process.send({ ready: true });
} catch (error) {
  process.send({ ready: false, error: `${error.name}: ${error.message}` });
}

process.on("message", async (event) => {
  let answer;
  try {
    answer = { response: await authorizer.handler(event, { awsRequestId: "79104EXAMPLE-b723" }) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.send({
    ...answer,
    lines: lines.splice(0),
    modules: process.moduleLoadList.filter((name) => !before.has(name)),
  });
});
