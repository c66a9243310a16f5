/** Whether a call was answered as it should be. Every table of the demo uses these marks, with one meaning each. */
export type Mark = "as expected" | "not verified" | "wrong";

/** The sign of each mark. */
export const SIGNS: Readonly<Record<Mark, string>> = { "as expected": "✔", "not verified": "≈", wrong: "✘" };

/** What each mark means. */
export const LEGEND: Readonly<Record<Mark, string>> = {
  "as expected": "the caller got the expected status, and only an allowed request reached the backend",
  "not verified":
    "the function refused the token of an HTTP API for the right reason, and the emulator answered 500; AWS is expected to answer 401, which is not verified",
  wrong: "anything else",
};
