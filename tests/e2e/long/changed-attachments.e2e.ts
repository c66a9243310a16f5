import { describe } from "node:test";
import { FURTHER_CHANGES, testChanges } from "../support/changed-attachments.ts";

describe("attachments whose other attributes change", () => testChanges(FURTHER_CHANGES));
