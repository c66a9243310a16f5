import Table from "cli-table3";
import type { Explanation, RequestExplanation } from "./explanation.js";
import type { Matrix } from "./matrix.js";
import type { RuleExplanation } from "./rule-explanation.js";
import type { TokenExplanation } from "./token-explanation.js";

const SIGNATURE = {
  not_checked: "not checked: nobody vouches for these claims (--verify checks a token's)",
  valid: "valid",
  not_valid: "NOT VALID: nobody vouches for these claims",
};

const INVISIBLE = /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu;

/** The explanation for people, in plain text. Control characters of a token are shown, never printed. */
export function explanationTable({
  token,
  rules,
  policy,
  policy_bytes,
  requests,
  notes,
}: Explanation): string {
  const size = policy_bytes === null ? "too large for API Gateway" : `${policy_bytes} of 8192 bytes`;
  return [
    `Signature  ${SIGNATURE[token.signature]}`,
    `Token      ${tokenLine(token)}`,
    ...(rules.length === 0 ? [] : ["", "Rules", rulesTable(rules)]),
    ...(requests.length === 0 ? [] : ["", "Requests", requestsTable(requests, rules)]),
    "",
    `Policy     ${size}`,
    ...(policy === null ? [] : [JSON.stringify(policy, null, 2)]),
    ...notes.map(noteLine),
  ]
    .map(visible)
    .join("\n");
}

/** The matrix for people. */
export function matrixTable({ columns, rows, notes }: Matrix): string {
  const table = newTable(["method", "path", ...columns]);
  table.push(...rows.map(({ method, path, answers }) => [method, path, ...answers]));
  return visible([table.toString(), ...notes.map(noteLine)].join("\n"));
}

function noteLine(note: string): string {
  return `\nNote: ${note}.`;
}

function tokenLine({ refusal, trusted_issuer: issuer }: TokenExplanation): string {
  if (refusal !== null) {
    return `refused with ${refusal.status}, whatever the rules say: ${refusal.reason}, ${refusal.explanation}`;
  }
  return issuer === null ? "none, these are claims only" : `of the issuer ${issuer}, and in order`;
}

function rulesTable(rules: readonly RuleExplanation[]): string {
  const table = newTable(["rule", "effect", "methods", "paths", "satisfied", "because"]);
  for (const { index, effect, methods, paths, is_satisfied: isSatisfied, unmet } of rules) {
    const because = isSatisfied ? "all conditions hold" : unmet.join("\n");
    const methodsText = methods === null ? "all" : methods.join("\n");
    table.push([
      `rules[${index}]`,
      effect,
      methodsText,
      paths.join("\n"),
      isSatisfied ? "yes" : "no",
      because,
    ]);
  }
  return table.toString();
}

function requestsTable(requests: readonly RequestExplanation[], rules: readonly RuleExplanation[]): string {
  const table = newTable(["request", "answer", "why"]);
  for (const each of requests) {
    const answer =
      each.status === 200 ? "allow" : each.status === 403 ? "deny, 403" : `refused, ${each.status}`;
    table.push([each.request, answer, whyText(each, rules)]);
  }
  return table.toString();
}

function whyText(
  { status, reason, explanation, rules: deciding }: RequestExplanation,
  rules: readonly RuleExplanation[],
): string {
  const names = deciding.map((index) => `rules[${index}]`).join(", ");
  if (status === 200) {
    return names === "" ? "there are no rules" : `allowed by ${names}`;
  }
  const first = `${reason}: ${explanation}`;
  if (reason !== "rules_not_satisfied") {
    return reason === "rule_denies" ? `${first}\ndenied by ${names}` : first;
  }
  if (deciding.length === 0) {
    return `${first}\nno rule names this method and path`;
  }
  const hints = deciding.map((index) => `rules[${index}] would: ${rules[index]?.unmet.join("; ")}`);
  return [first, ...hints].join("\n");
}

function newTable(head: readonly string[]): Table.Table {
  return new Table({ head: [...head], style: { head: [], border: [] } });
}

/** JSON in which nothing of a claim writes to the terminal, or turns around what is read there. */
export function visibleJson(value: unknown): string {
  const escaped = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, 2).replace(INVISIBLE, escaped);
}

/** A claim could write to the terminal otherwise, or turn around what is read there (Unicode's bidirectional controls). */
function visible(text: string): string {
  return text.replace(INVISIBLE, "\ufffd");
}
