# Revocation

variable "revocation" {
  description = <<-EOT
    Refuses tokens that were revoked before they expire: all tokens of a user, a session or a client, or a single token. The function reads the revocations from a DynamoDB table, which you or your provider's back-channel logout write to. Null: a token is valid until it expires. `{}` creates a table. See `docs/revocation.md`.
    - `table_arn`: (Optional) ARN of an existing table, such as one that several functions share, with the partition key `iss` and the sort key `subject`, both strings. Leave the attribute out, also as null, to let the module create the table `NAME-revocations`.
    - `kms_key_arn`: (Optional) ARN of the KMS key that encrypts the table. A created table is encrypted with it, and the function's role may decrypt with it through DynamoDB. Default: the key that AWS owns.
    - `claims`: (Optional) The claims by which tokens can be revoked, out of `jti`, `sub`, `sid` and `client_id` (or else `azp`). A token that has none of them is refused, because nobody could revoke it. Each is one more item to read. Default: all four.
    - `cache_ttl_seconds`: (Optional) How long an instance uses what it has read, in seconds, 0 to 300. A revoked token works for up to this time + `result_cache_ttl_seconds`. With 0, every decision reads the table. Default 30.
    - `fail`: (Optional) What happens if the table can't be read. `closed` answers 500. `open` accepts tokens that are not known to be revoked, and writes a warning: whoever can make the table unreachable can then use a revoked token. Default `closed`.
    - `deletion_protection_enabled`: (Optional) Whether the created table is protected against deletion. Without its items, revoked tokens work again. Set it to false and apply before you remove the table. Default true.

    `timeout` must be at least 3 seconds (5 with `configuration_s3`), because a read takes up to 1.2. In a VPC, the function needs a route to DynamoDB, such as a gateway endpoint.
  EOT
  type        = any
  default     = null
}
