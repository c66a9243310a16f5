// Preloaded into the emulated functions: a second passes on the stopwatch with each reading. The tests refuse more tokens in
// a second than the log's cap admits, and look for the line of each.
let seconds = 0;
process.hrtime = Object.assign(() => [++seconds, 0], { bigint: process.hrtime.bigint });
