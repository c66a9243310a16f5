import fc from "fast-check";

// The seed is fixed, so that a new failure comes from a change in the code. To try another seed:
// FAST_CHECK_SEED=$RANDOM npx vitest run
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) });
