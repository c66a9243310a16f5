import { brokenLinks } from "../../tests/docs/links.ts";
import { documentationPages } from "../../tests/docs/pages.ts";
import type { Check } from "./finding.ts";

/** Relative links. Links to other sites are not followed: their state is not a property of a commit. */
export const links: Check = {
  name: "links",
  unit: "pages",
  run: async () => ({
    findings: (await brokenLinks()).map(({ page, fault }) => ({
      file: page,
      rule: "broken-link",
      message: fault,
    })),
    examined: (await documentationPages()).length,
  }),
};
