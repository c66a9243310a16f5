import { describe } from "node:test";
import { testChanges, USUAL_CHANGES } from "../support/changed-attachments.ts";

describe("attachments whose attributes change", () => testChanges(USUAL_CHANGES));
