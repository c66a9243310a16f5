output "result" {
  description = <<-EOT
    What the function answered when it was last checked. An object:
    - `version`: Version of the package in the function.
    - `configuration_sha256`: SHA-256 of its configuration, equal to the output `configuration_sha256` of the root module.
    - `node_version`: Version of Node.js.
    - `function_version`: Version of the Lambda function.
    - `trusted_issuers`: For each issuer, by its key, a list of its key sources, each with `kind`, `state`, `age_seconds`, `usable_keys` and `last_fetch_error`.
    - `revocation`: With `revocation`, `read_error`: why the table can't be read, or null if it can.
  EOT
  # A mocked provider returns a random string.
  value = try(jsondecode(aws_lambda_invocation.this.result).self_check, null)
}
