import { basename } from "node:path";

/**
 * The program that the tests run: `terraform`, or what JWT_AUTHORIZER_TERRAFORM names, such as `tofu` or the path of
 * another version.
 */
export const terraformProgram = process.env["JWT_AUTHORIZER_TERRAFORM"] || "terraform";

/** The hosts in the addresses of providers, and the names of a mirror's directories. */
export const REGISTRY_HOSTS = { terraform: "registry.terraform.io", tofu: "registry.opentofu.org" } as const;

/** The host in the addresses of that program's providers. */
export const registryHost = REGISTRY_HOSTS[basename(terraformProgram) === "tofu" ? "tofu" : "terraform"];
