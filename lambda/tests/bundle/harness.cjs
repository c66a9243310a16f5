// Stands in for the Lambda runtime, in a process of its own: loads the bundle, hands it events, reports answers.
// It uses nothing but what every Node process has loaded already, so that what the bundle loads can be seen.
const lines = [];
process.stdout.write = (line) => lines.push(line) > 0;

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
    answer = { response: await authorizer.handler(event) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.send({
    ...answer,
    lines: lines.splice(0),
    modules: process.moduleLoadList.filter((name) => !before.has(name)),
  });
});
