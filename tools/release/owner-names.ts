import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The file in which the owner of the repository fills in the names, relative to the repository. */
export const OWNER_FILE = ".github/owner.json";

/** A name that only the owner of the repository knows. */
interface OwnerName {
  readonly meaning: string;
  readonly example: string;
  readonly pattern: RegExp;
  /** What stands for the name in the repository's files until it is filled in. Absent: no file contains the name. */
  readonly placeholder?: RegExp;
}

/** Every name in the owner's file, by its key there. */
export const OWNER_NAMES: Readonly<Record<string, OwnerName>> = {
  github_owner: {
    meaning: "the user or organization on GitHub that has the repository",
    example: "acme",
    pattern: /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/,
    placeholder: /\bOWNER(?=\/terraform-aws-jwt-authorizer)/g,
  },
  registry_namespace: {
    meaning: "the namespace in the Terraform and OpenTofu registries, usually the same as github_owner",
    example: "acme",
    pattern: /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/,
    placeholder: /\bOWNER(?=\/jwt-authorizer\/aws)/g,
  },
  security_contact: {
    meaning: "the e-mail address for reports of vulnerabilities",
    example: "security@acme.example",
    pattern: /^[^@\s"<>]+@[^@\s"<>]+\.[^@\s"<>]+$/,
    placeholder: /\bSECURITY_CONTACT\b/g,
  },
  code_owner: {
    meaning: "the user or team on GitHub that reviews every change",
    example: "@acme/platform",
    pattern: /^@[A-Za-z0-9-]+(\/[A-Za-z0-9._-]+)?$/,
    placeholder: /@CODE_OWNER\b/g,
  },
  aws_role_arn: {
    meaning: 'the IAM role that the workflow "Tests on AWS" assumes, or "none" to keep this workflow off',
    example: "arn:aws:iam::123456789012:role/jwt-authorizer-tests",
    pattern: /^(none|arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+)$/,
  },
};

/** The owner's names by key. Null: still open. */
export type OwnerValues = Readonly<Record<string, string | null>>;

/** @throws Error that lists everything that is wrong with the owner's file */
export async function readOwnerValues(repository: string): Promise<OwnerValues> {
  return ownerValuesOf(await readFile(join(repository, OWNER_FILE), "utf8"));
}

/** @throws Error that lists everything that is wrong with the owner's file */
export function ownerValuesOf(json: string): OwnerValues {
  const values: Record<string, unknown> = JSON.parse(json);
  const missing = Object.keys(OWNER_NAMES).filter((key) => !Object.hasOwn(values, key));
  const faults = [
    ...missing.map((key) => `${key} is missing: write null if it is still open.`),
    ...Object.entries(values).flatMap(([key, value]) => faultsOf(key, value)),
  ];
  if (faults.length > 0) {
    throw new Error(`${OWNER_FILE}: ${faults.join(" ")}`);
  }
  return values as OwnerValues;
}

function faultsOf(key: string, value: unknown): readonly string[] {
  const name = OWNER_NAMES[key];
  if (name === undefined) {
    return [`${key} is unknown: expected one of ${Object.keys(OWNER_NAMES).join(", ")}.`];
  }
  const isValid = value === null || (typeof value === "string" && name.pattern.test(value));
  return isValid
    ? []
    : [`${key} is ${JSON.stringify(value)}: write ${name.meaning}, such as "${name.example}".`];
}

/** The keys of the names that are still open. */
export function openNames(values: OwnerValues): readonly string[] {
  return Object.keys(OWNER_NAMES).filter((key) => values[key] === null);
}
