import { isJsonObject, type JsonObject, own } from "../json.js";
import { type Item, readItem } from "./item.js";

/** The answer to a read is not one that says what the table contains. The message is constant. */
export class RevocationAnswerError extends Error {
  override readonly name = "RevocationAnswerError";
  /** @param items those of a partial answer, by their sort keys: they count although others are not known */
  constructor(
    message: string,
    readonly items: ReadonlyMap<string, Item> = new Map(),
  ) {
    super(message);
  }
}

/**
 * Reads DynamoDB's answer to a BatchGetItem of one table.
 *
 * @param iss the partition key of all requested items
 * @param keys the sort keys of the requested items
 * @returns the items that exist, by their sort keys
 * @throws RevocationAnswerError for an answer that leaves a key out, or contains anything that was not requested
 */
export function itemsIn(answer: unknown, iss: string, keys: readonly string[]): ReadonlyMap<string, Item> {
  const tables = isJsonObject(answer) ? own(answer, "Responses") : undefined;
  if (!isJsonObject(answer) || !isJsonObject(tables)) {
    throw new RevocationAnswerError("the answer has no items");
  }
  const found = Object.values(tables).flat();
  const items = new Map<string, Item>();
  for (const attributes of found) {
    const key =
      isJsonObject(attributes) && stringIn(attributes, "iss") === iss && stringIn(attributes, "subject");
    if (!isJsonObject(attributes) || typeof key !== "string" || !keys.includes(key)) {
      throw new RevocationAnswerError("the answer has an item that was not requested");
    }
    items.set(key, readItem(attributes));
  }
  const unprocessed = own(answer, "UnprocessedKeys");
  if (unprocessed !== undefined && !(isJsonObject(unprocessed) && Object.keys(unprocessed).length === 0)) {
    throw new RevocationAnswerError("DynamoDB did not process all keys", items);
  }
  return items;
}

function stringIn(attributes: JsonObject, name: string): unknown {
  const attribute = own(attributes, name);
  return isJsonObject(attribute) ? own(attribute, "S") : undefined;
}
