import { basename } from "node:path";

/**
 * The program that the tests run: `terraform`, or what JWT_AUTHORIZER_TERRAFORM names, such as `tofu` or the path of
 * another version.
 */
export const terraformProgram = process.env["JWT_AUTHORIZER_TERRAFORM"] || "terraform";

/** The host in the addresses of that program's providers. */
export const registryHost =
  basename(terraformProgram) === "tofu" ? "registry.opentofu.org" : "registry.terraform.io";
