/** What a user gets wrong on the command line of `explain`, and what the message begins with. */
export type Refusal = readonly [title: string, args: readonly string[], message: RegExp];

/** @returns each with a title, beside a configuration that is right: the file of this name holds one */
export const refusals = (outputs: string): readonly Refusal[] => [
  ["no configuration", ["GET /"], /^--configuration is missing/],
  [
    "a configuration that isn't there",
    ["--configuration", "no.json"],
    /^--configuration can't be read \(ENOENT\): give the name of a file(?!.*token)/,
  ],
  [
    "claims that aren't there",
    ["--configuration", outputs, "--claims", "no.json"],
    /^--claims can't be read \(ENOENT\): give them as a JSON object(?!.*token)/,
  ],
  [
    "claims that are a list",
    ["--configuration", outputs, "--claims", "[1]"],
    /^--claims begins with \[, and/,
  ],
  [
    "claims that are a text",
    ["--configuration", outputs, "--claims", ' "a"'],
    /^--claims begins with ", and/,
  ],
  ["no token on stdin", ["--configuration", outputs, "GET /"], /^there is no token on stdin: pipe one in/],
  [
    "a page without a matrix",
    ["--configuration", outputs, "--claims", "{}", "--html", "a.html"],
    /^--html is a page of the matrix: add --matrix/,
  ],
  ...[["--verify"], ["--token", "a"], ["--stage-arn", "a"]].map(
    (more): Refusal => [
      `a matrix with ${more[0]}`,
      ["--configuration", outputs, "--matrix", "--claims", "{}", ...more],
      /^--matrix is about claims, on any stage: leave --verify, --token and --stage-arn out/,
    ],
  ),
  [
    "a page in no folder",
    ["--configuration", outputs, "--matrix", "--claims", "{}", "--html", "/no/folder/a.html"],
    /^--html can't be written/,
  ],
  ["an unknown option", ["--configuration", outputs, "--tokens", "x"], /^Unknown option '--tokens'/],
  ["claims that are none", ["--configuration", outputs, "--claims", '{"a":1,"a":2}'], /^--claims must be/],
  ["claims to verify", ["--configuration", outputs, "--claims", "{}", "--verify"], /^give --claims once/],
  ["a matrix of nothing", ["--configuration", outputs, "--matrix"], /^--matrix takes one or more/],
  [
    "a stage that is none",
    ["--configuration", outputs, "--claims", "{}", "--stage-arn", "a"],
    /^--stage-arn/,
  ],
  [
    "a request that is none",
    ["--configuration", outputs, "--claims", "{}", "orders"],
    /^what is given as a request is none: write/,
  ],
];
