import { describe, expect, test } from "vitest";
import { parseAwsCommand } from "../e2e/support/aws-command.ts";

describe("a command of the AWS CLI", () => {
  test("is read with its JSON, its text and the time", () => {
    const command = `NOW=$(date +%s)
aws dynamodb put-item --table-name a-b --item '{
  "iss": {"S": "https://a/ b"}, "n": {"N": "'$((NOW + 1))'"}}'
`;
    expect(parseAwsCommand(command, 100)).toEqual({
      operation: "PutItem",
      input: { TableName: "a-b", Item: { iss: { S: "https://a/ b" }, n: { N: "101" } } },
    });
  });

  test.each([
    "aws s3 ls",
    "aws dynamodb put-item --table-name",
    'aws dynamodb put-item --table-name "a"',
    "aws dynamodb put-item --table-name $(id)",
    "aws dynamodb put-item --item '{",
  ])("that a shell or the CLI would read in another way is an error: %s", (command) => {
    expect(() => parseAwsCommand(command, 100)).toThrow();
  });
});
