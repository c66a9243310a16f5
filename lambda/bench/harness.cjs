// A cold start without Lambda: load the function, decide one event, say so.
const [bundle, event] = process.argv.slice(2);
require(bundle)
  .handler(JSON.parse(event))
  .then(
    (answer) => process.stdout.write(JSON.stringify(answer), () => process.exit(0)),
    (error) => process.stderr.write(String(error?.message), () => process.exit(1)),
  );
