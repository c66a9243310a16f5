import { smallExamplesPart } from "../parts/end-to-end.ts";
import { runParts } from "../parts/run-parts.ts";
import { longTerraformPart, terraformPart } from "../parts/terraform.ts";
import { validationPart } from "../parts/validation.ts";
import { runScript } from "../support/cleanup.ts";

// The tests of one engine, which JWT_AUTHORIZER_TERRAFORM names.
runScript(() => runParts([validationPart, terraformPart, longTerraformPart, smallExamplesPart]));
