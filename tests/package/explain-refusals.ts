/** A mistake on the command line of `explain`, and the message that it must produce. */
export type Refusal = readonly [title: string, args: readonly string[], message: RegExp];

/** @param outputs the name of a file with a valid configuration */
export const refusals = (outputs: string): readonly Refusal[] => [
  ["no configuration", ["GET /"], /^--configuration is missing/],
  [
    "a missing configuration file",
    ["--configuration", "no.json"],
    /^--configuration can't be read \(ENOENT\): give the name of an existing, readable file(?!.*token)/,
  ],
  [
    "a missing claims file",
    ["--configuration", outputs, "--claims", "no.json"],
    /^--claims can't be read \(ENOENT\): give a JSON object(?!.*token)/,
  ],
  [
    "claims that are a list",
    ["--configuration", outputs, "--claims", "[1]"],
    /^--claims begins with \[, but/,
  ],
  [
    "claims that are a string",
    ["--configuration", outputs, "--claims", ' "a"'],
    /^--claims begins with ", but/,
  ],
  ["no token on stdin", ["--configuration", outputs, "GET /"], /^stdin contains no token: pipe one in/],
  [
    "a page without a matrix",
    ["--configuration", outputs, "--claims", "{}", "--html", "a.html"],
    /^--html requires --matrix/,
  ],
  ...[["--verify"], ["--token", "a"], ["--stage-arn", "a"]].map(
    (more): Refusal => [
      `a matrix with ${more[0]}`,
      ["--configuration", outputs, "--matrix", "--claims", "{}", ...more],
      /^--matrix can't be combined with --verify, --token or --stage-arn/,
    ],
  ),
  [
    "a page in a missing folder",
    ["--configuration", outputs, "--matrix", "--claims", "{}", "--html", "/no/folder/a.html"],
    /^--html can't be written/,
  ],
  [
    "an API that the configuration does not have",
    ["--configuration", outputs, "--claims", "{}", "--api", "orders", "GET /"],
    /^the configuration has no apis, so that all APIs are alike: leave --api out/,
  ],
  ["an unknown option", ["--configuration", outputs, "--tokens", "x"], /^Unknown option '--tokens'/],
  ["invalid claims", ["--configuration", outputs, "--claims", '{"a":1,"a":2}'], /^--claims must be/],
  [
    "claims to verify",
    ["--configuration", outputs, "--claims", "{}", "--verify"],
    /^give either one --claims or a token/,
  ],
  ["a matrix of nothing", ["--configuration", outputs, "--matrix"], /^--matrix takes one or more/],
  ["an invalid stage", ["--configuration", outputs, "--claims", "{}", "--stage-arn", "a"], /^--stage-arn/],
  [
    "an invalid request",
    ["--configuration", outputs, "--claims", "{}", "orders"],
    /^an argument is not a request: write/,
  ],
];
