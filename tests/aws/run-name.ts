import { randomBytes } from "node:crypto";

/** Makes the name of a run. All names of its resources contain it, and so does their tag. */
export function createRunName(): string {
  return `jwta-${randomBytes(6).toString("hex")}`;
}

/** The tag of every resource of a run that can have tags; its value is the name of the run. */
export const RUN_TAG = "jwt-authorizer-test";
