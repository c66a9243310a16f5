import type { Policy } from "../../src/policy-document.ts";

/**
 * Evaluates a policy as API Gateway does for each request, also from its cache. `*` matches any number of characters,
 * including none and `/`; `?` matches one character. A deny wins, and no match is a deny.
 */
export function isAllowed(policy: Policy, arn: string): boolean {
  const effects = policy.Statement.filter(({ Resource }) =>
    Resource.some((pattern) => matches(pattern, arn)),
  ).map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

function matches(pattern: string, arn: string): boolean {
  const expression = [...pattern].map((character) => {
    if (character === "*") {
      return "[\\s\\S]*";
    }
    return character === "?" ? "[\\s\\S]" : character.replace(/[\\^$.|+()[\]{}/-]/, "\\$&");
  });
  return new RegExp(`^${expression.join("")}$`).test(arn);
}
