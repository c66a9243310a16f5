/** Whether a call was answered as it should be. Every table of the demo uses these marks, with one meaning each. */
export type Mark = "as expected" | "not recorded" | "wrong";

export const SIGNS: Readonly<Record<Mark, string>> = { "as expected": "✔", "not recorded": "≈", wrong: "✘" };

/** What each mark means. */
export const LEGEND: Readonly<Record<Mark, string>> = {
  "as expected": "the caller got the expected status, and only an allowed request reached the backend",
  "not recorded":
    "the function refused the token for the right reason, and the emulator made a 500 of that; AWS is expected to answer 401 on HTTP APIs, too, which nobody has recorded",
  wrong: "anything else",
};
