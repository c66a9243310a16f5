import fc from "fast-check";

// The same runs every time, so that a failure is the change's fault. Another seed looks elsewhere:
// FAST_CHECK_SEED=$RANDOM npx vitest run
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) });
