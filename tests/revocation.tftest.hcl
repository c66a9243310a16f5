mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/orders", id = "orders", name = "orders" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders", version = "1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/orders" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders-revocations" }
  }
}

variables {
  name     = "orders"
  issuer   = "https://login.example.com/"
  audience = ["https://orders.example.com"]
}

run "without_revocation_there_is_no_table" {
  assert {
    condition     = length(aws_dynamodb_table.revocation) == 0 && output.revocation_table_name == null && output.revocation_table_arn == null
    error_message = "Without revocation, no table must be created or named."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.this[0].policy).Statement) == 1 && !strcontains(output.configuration, "revocation")
    error_message = "Without revocation, the role and the configuration must not mention it."
  }
}

run "module_creates_a_table_that_is_protected" {
  variables {
    revocation = {}
    tags       = { team = "orders" }
  }

  assert {
    condition     = aws_dynamodb_table.revocation[0].hash_key == "iss" && aws_dynamodb_table.revocation[0].range_key == "subject" && aws_dynamodb_table.revocation[0].ttl[0].attribute_name == "expires_at" && aws_dynamodb_table.revocation[0].ttl[0].enabled
    error_message = "The table must have the keys iss and subject, and delete items at expires_at."
  }

  assert {
    condition     = aws_dynamodb_table.revocation[0].deletion_protection_enabled && aws_dynamodb_table.revocation[0].point_in_time_recovery[0].enabled && aws_dynamodb_table.revocation[0].billing_mode == "PAY_PER_REQUEST"
    error_message = "The table must be protected against deletion, recoverable and billed by request."
  }

  assert {
    condition     = aws_dynamodb_table.revocation[0].tags == tomap({ team = "orders" }) && !aws_dynamodb_table.revocation[0].server_side_encryption[0].enabled
    error_message = "The table must have the tags, and the key that AWS owns."
  }

  assert {
    condition     = output.revocation_table_name == "orders-revocations" && output.revocation_table_arn == "arn:aws:dynamodb:eu-central-1:123456789012:table/orders-revocations"
    error_message = "The outputs must name the table."
  }

  assert {
    condition     = jsondecode(output.configuration).revocation == { table = "orders-revocations", claims = null, cache_ttl_seconds = 30, fail = "closed" }
    error_message = "The function must get the table and the defaults."
  }

  assert {
    condition = jsondecode(jsonencode(slice(jsondecode(aws_iam_role_policy.this[0].policy).Statement, 1, 2))) == jsondecode(jsonencode([
      { Effect = "Allow", Action = ["dynamodb:BatchGetItem"], Resource = ["arn:aws:dynamodb:eu-central-1:123456789012:table/orders-revocations"] },
    ]))
    error_message = "The role must be allowed to read this table."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.this[0].policy).Statement) == 2
    error_message = "Except for the log and the table, the role must be allowed nothing."
  }
}

run "settings_reach_the_function_and_the_table" {
  variables {
    revocation = {
      kms_key_arn                 = "arn:aws:kms:eu-central-1:123456789012:key/k"
      claims                      = ["sid", "sub", "sid"]
      cache_ttl_seconds           = "0"
      fail                        = "open"
      deletion_protection_enabled = false
    }
  }

  assert {
    condition     = jsondecode(output.configuration).revocation == { table = "orders-revocations", claims = ["sid", "sub"], cache_ttl_seconds = 0, fail = "open" }
    error_message = "The function must get the settings."
  }

  assert {
    condition     = aws_dynamodb_table.revocation[0].server_side_encryption[0].enabled && aws_dynamodb_table.revocation[0].server_side_encryption[0].kms_key_arn == "arn:aws:kms:eu-central-1:123456789012:key/k" && !aws_dynamodb_table.revocation[0].deletion_protection_enabled
    error_message = "The table must have the key, and no protection."
  }

  assert {
    condition = jsondecode(jsonencode(slice(jsondecode(aws_iam_role_policy.this[0].policy).Statement, 2, 3))) == jsondecode(jsonencode([{
      Effect    = "Allow", Action = ["kms:Decrypt"], Resource = ["arn:aws:kms:eu-central-1:123456789012:key/k"]
      Condition = { StringLike = { "kms:ViaService" = ["dynamodb.*"] } }
    }]))
    error_message = "The role must be allowed to decrypt with the key, only through DynamoDB."
  }
}

run "given_table_is_used_and_none_is_created" {
  variables {
    revocation = { table_arn = "arn:aws:dynamodb:eu-west-1:210987654321:table/shared" }
  }

  assert {
    condition     = length(aws_dynamodb_table.revocation) == 0 && output.revocation_table_name == "shared" && output.revocation_table_arn == "arn:aws:dynamodb:eu-west-1:210987654321:table/shared"
    error_message = "No table must be created, and the outputs must name the given one."
  }

  assert {
    condition     = jsondecode(output.configuration).revocation.table == "arn:aws:dynamodb:eu-west-1:210987654321:table/shared" && jsondecode(aws_iam_role_policy.this[0].policy).Statement[1].Resource == ["arn:aws:dynamodb:eu-west-1:210987654321:table/shared"]
    error_message = "The function and its role must use the given table, in its region."
  }
}

run "create_false_creates_no_table" {
  variables {
    create     = false
    revocation = {}
  }

  assert {
    condition     = length(aws_dynamodb_table.revocation) == 0 && output.revocation_table_name == null && output.revocation_table_arn == null
    error_message = "With create = false, no table must be created or named."
  }
}
