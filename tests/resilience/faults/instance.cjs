// Replaces the Lambda runtime in a process of its own. Each message sets the clock, passes one event to the bundle and
// gets one answer. Between two messages the clock may jump, as it does for a function that Lambda has frozen.
const RealDate = Date;
let offset = 0;
globalThis.Date = class extends RealDate {
  constructor(...values) {
    super(...(values.length === 0 ? [RealDate.now() + offset] : values));
  }
  static now() {
    return RealDate.now() + offset;
  }
};
offset = Number(process.env.CLOCK_OFFSET);

const lines = [];
process.stdout.write = (line) => lines.push(line) > 0;
const { handler } = require(process.argv[2]);
process.send({ ready: true });

process.on("message", async (message) => {
  offset = message.offset;
  let answer;
  try {
    answer = { response: await handler(message.event) };
  } catch (error) {
    answer = { error: error.message };
  }
  process.send({ ...answer, lines: lines.splice(0) });
});
