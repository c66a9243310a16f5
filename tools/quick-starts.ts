/** The HCL of one of the README's quick starts. */
export interface QuickStart {
  /** As in the heading `## Quick start: KIND API`. */
  readonly kind: "HTTP" | "REST";
  readonly hcl: string;
}

/**
 * Takes the quick starts out of the README, so that tests can run what readers copy.
 *
 * @throws Error if one is missing
 */
export function quickStartsOf(readme: string): readonly QuickStart[] {
  return (["HTTP", "REST"] as const).map((kind) => {
    const hcl = new RegExp(`\\n## Quick start: ${kind} API\\n[^#]*?\`\`\`hcl\\n(.*?)\`\`\``, "s").exec(
      readme,
    )?.[1];
    if (hcl === undefined) {
      throw new Error(`the README has no quick start for ${kind} APIs`);
    }
    return { kind, hcl };
  });
}
