# The table of revoked tokens, and what the function knows about it. The function reads the table; the module writes no
# items.

locals {
  # The names of the attributes are known in a plan, although a value, such as the ARN of a new table, is not.
  revocation_attributes = try(nonsensitive(keys(var.revocation)), [])
  has_revocation        = nonsensitive(var.revocation != null)
  creates_revocations   = nonsensitive(var.create) && local.has_revocation && !contains(local.revocation_attributes, "table_arn")

  revocation_kms_key_arn = try(tostring(var.revocation.kms_key_arn), null)
  # By its name, which a plan knows, so that the rest of the configuration is known too.
  revocation_table     = local.creates_revocations ? one(aws_dynamodb_table.revocation[*].name) : try(tostring(var.revocation.table_arn), null)
  revocation_table_arn = local.creates_revocations ? one(aws_dynamodb_table.revocation[*].arn) : try(tostring(var.revocation.table_arn), null)

  # A missing attribute, or null, stands for the default.
  revocation = !local.has_revocation ? null : {
    table             = local.revocation_table
    claims            = try(var.revocation.claims, null) == null ? null : try(distinct(var.revocation.claims), [])
    cache_ttl_seconds = try(coalesce(tonumber(var.revocation.cache_ttl_seconds)), 30)
    fail              = try(coalesce(var.revocation.fail), "closed")
  }

  revocation_faults = [
    for name in local.revocation_attributes :
    "revocation.table_arn is null: remove the attribute to let the module create a table, or set it to the ARN of your table. A plan must know whether the module creates one."
    if name == "table_arn" && nonsensitive(try(var.revocation.table_arn, null) == null)
  ]
}

resource "aws_dynamodb_table" "revocation" {
  count = local.creates_revocations ? 1 : 0

  name                        = "${var.name}-revocations"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "iss"
  range_key                   = "subject"
  deletion_protection_enabled = try(tobool(var.revocation.deletion_protection_enabled), null) != false
  tags                        = var.tags

  attribute {
    name = "iss"
    type = "S"
  }

  attribute {
    name = "subject"
    type = "S"
  }

  ttl {
    attribute_name = "expires_at"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = local.revocation_kms_key_arn != null
    kms_key_arn = local.revocation_kms_key_arn
  }
}
