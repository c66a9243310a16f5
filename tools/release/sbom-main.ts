import { runScript } from "../../tests/support/cleanup.ts";
import { repositoryRoot } from "../../tests/support/repository.ts";
import { makeSbom } from "./sbom.ts";

/** `npm run -s sbom`: prints the SBOM of the npm package and of the zip, in the format CycloneDX. */
runScript(async () => {
  console.log(JSON.stringify(await makeSbom(repositoryRoot), null, 2));
});
