// Preloaded into a function: moves its clock forward by the milliseconds that a file contains.
const { readFileSync } = require("node:fs");

const now = Date.now;
Date.now = () => now() + Number(readFileSync(process.env.CLOCK_FILE, "utf8"));
