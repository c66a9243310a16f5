# What is created, and that the role may do no more than write the log.

mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws-cn:lambda:cn-north-1:123456789012:function:orders", version = "7" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { invoke_arn = "arn:aws-cn:apigateway:cn-north-1:lambda:path/2015-03-31/functions/arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:live/invocations" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws-cn:iam::123456789012:role/orders-1", name = "orders-1", id = "orders-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/orders" }
  }
}

variables {
  name     = "orders"
  issuer   = "https://login.example.com/"
  audience = ["https://orders.example.com"]
}

run "publishes_the_bundle_behind_an_alias" {
  assert {
    condition     = aws_lambda_function.this[0].publish && aws_lambda_function.this[0].handler == "index.handler" && aws_lambda_function.this[0].runtime == "nodejs22.x"
    error_message = "The function must be published, run index.handler, on nodejs22.x."
  }

  assert {
    condition     = aws_lambda_function.this[0].source_code_hash == filebase64sha256("lambda/dist/authorizer.zip")
    error_message = "The function's code must be the committed bundle."
  }

  assert {
    condition     = aws_lambda_alias.this[0].function_version == "7" && output.attachment.qualifier == "live"
    error_message = "The alias must point to the published version, and attachments to the alias."
  }

  assert {
    condition     = output.attachment.invoke_arn == aws_lambda_alias.this[0].invoke_arn
    error_message = "Attachments must invoke the alias."
  }
}

run "writes_the_log_to_a_group_of_its_own_with_a_retention" {
  assert {
    condition     = aws_lambda_function.this[0].logging_config[0].log_group == "/aws/lambda/orders" && aws_cloudwatch_log_group.this[0].retention_in_days == 30
    error_message = "The function must log to the group that the module creates, kept for 30 days."
  }
}

run "role_may_write_its_own_log_and_nothing_else" {
  assert {
    condition = jsondecode(aws_iam_role_policy.this[0].policy) == jsondecode(jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["arn:aws-cn:logs:cn-north-1:123456789012:log-group:/aws/lambda/orders:*"]
      }]
    }))
    error_message = "The role's policy must allow writing to the function's log group, and nothing else."
  }

  assert {
    condition     = jsondecode(aws_iam_role.this[0].assume_role_policy).Statement == [{ Action = "sts:AssumeRole", Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" } }]
    error_message = "Only Lambda may assume the role."
  }
}

run "active_tracing_adds_the_permission_to_send_traces" {
  variables {
    tracing_mode = "Active"
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.this[0].policy).Statement[1].Action == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    error_message = "With active tracing the role must be allowed to send traces."
  }
}

run "role_may_write_items_to_the_table_of_used_proofs" {
  variables {
    dpop_bound_tokens = "required"
    dpop = {
      base_urls        = ["https://api.example.com"]
      replay_table_arn = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/proofs"
    }
    result_cache_ttl_seconds = 0
  }

  assert {
    condition = jsondecode(jsonencode(slice(jsondecode(aws_iam_role_policy.this[0].policy).Statement, 1, 2))) == jsondecode(jsonencode([
      { Effect = "Allow", Action = ["dynamodb:PutItem"], Resource = ["arn:aws-cn:dynamodb:cn-north-1:123456789012:table/proofs"] },
    ]))
    error_message = "The role must be allowed to record used proofs in this table."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.this[0].policy).Statement) == 2
    error_message = "Except for writing the log, the role must be allowed nothing else."
  }
}

run "without_a_table_dpop_needs_no_permission" {
  variables {
    dpop_bound_tokens        = "required"
    dpop                     = { base_urls = ["https://api.example.com"] }
    result_cache_ttl_seconds = 0
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.this[0].policy).Statement) == 1
    error_message = "Except for writing the log, the role must be allowed nothing."
  }
}

run "role_may_read_exactly_the_secrets_that_the_issuers_have" {
  variables {
    issuer   = null
    audience = ["a"]
    trusted_issuers = {
      a = {
        issuer        = "https://a.example.com/"
        algorithms    = ["HS256"]
        shared_secret = { arn = "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a-AbCdEf", encoding = "hex" }
      }
      b = {
        issuer     = "https://b.example.com/"
        algorithms = ["HS256"]
        shared_secret = {
          arn         = "arn:aws-cn:ssm:cn-north-1:123456789012:parameter/hmac/b"
          encoding    = "base64"
          kms_key_arn = "arn:aws-cn:kms:cn-north-1:123456789012:key/k"
        }
      }
      c = { issuer = "https://c.example.com/" }
    }
  }

  assert {
    condition = jsondecode(jsonencode(slice(jsondecode(aws_iam_role_policy.this[0].policy).Statement, 1, 4))) == jsondecode(jsonencode([
      { Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = ["arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a-AbCdEf"] },
      { Effect = "Allow", Action = ["ssm:GetParameter"], Resource = ["arn:aws-cn:ssm:cn-north-1:123456789012:parameter/hmac/b"] },
      {
        Effect    = "Allow", Action = ["kms:Decrypt"], Resource = ["arn:aws-cn:kms:cn-north-1:123456789012:key/k"]
        Condition = { StringLike = { "kms:ViaService" = ["secretsmanager.*", "ssm.*"] } }
      },
    ]))
    error_message = "The role must be allowed to read these secrets, with their key, and no other."
  }

  assert {
    condition     = length(jsondecode(aws_iam_role_policy.this[0].policy).Statement) == 4
    error_message = "Except for writing the log, the role must be allowed nothing else."
  }
}

# The log group of the runs before is known.
run "grants_must_fit_twice_into_the_role" {
  command = plan

  variables {
    issuer           = null
    configuration_s3 = { bucket = "configurations" }
    trusted_issuers = {
      for number in range(80) : "i${number}" => {
        issuer        = "https://i${number}.example.com/"
        algorithms    = ["HS256"]
        shared_secret = { arn = "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:${number}-AbCdEf", encoding = "hex" }
      }
    }
  }

  expect_failures = [aws_iam_role_policy.this]
}

run "configuration_in_a_bucket_is_named_by_its_content" {
  variables {
    configuration_s3 = { bucket = "configurations" }
  }

  assert {
    condition     = aws_s3_object.configuration[0].key == "orders/${sha256(output.configuration)}.json" && aws_s3_object.configuration[0].content == output.configuration
    error_message = "The object must contain the configuration, under its SHA-256."
  }

  assert {
    condition = jsondecode(aws_lambda_function.this[0].environment[0].variables.AUTHORIZER_CONFIG) == {
      configuration_s3 = { bucket = "configurations", key = "orders/${sha256(output.configuration)}.json", sha256 = sha256(output.configuration) }
    }
    error_message = "The environment must contain the place and the SHA-256 that the function checks."
  }

  assert {
    condition     = jsondecode(jsonencode(slice(jsondecode(aws_iam_role_policy.this[0].policy).Statement, 1, 2))) == jsondecode(jsonencode([{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["arn:aws-cn:s3:::configurations/orders/*"] }]))
    error_message = "The role must be allowed to read this function's configurations, and nothing else of the bucket."
  }
}

run "given_role_is_used_and_none_is_created" {
  variables {
    create_role = false
    role_arn    = "arn:aws-cn:iam::123456789012:role/given"
  }

  assert {
    condition     = length(aws_iam_role.this) == 0 && length(aws_iam_role_policy.this) == 0 && output.role_name == null
    error_message = "No role must be created."
  }

  assert {
    condition     = output.role_arn == "arn:aws-cn:iam::123456789012:role/given"
    error_message = "The given role must be the function's."
  }
}

run "invoke_from_allows_the_authorizers_of_an_account_and_region" {
  variables {
    invoke_from = {
      shipping = { account_id = "210987654321" }
      billing  = { account_id = "210987654321", region = "cn-northwest-1" }
    }
  }

  assert {
    condition     = aws_lambda_permission.invoke_from["shipping"].source_arn == "arn:aws-cn:execute-api:cn-north-1:210987654321:*/authorizers/*"
    error_message = "Without a region it must be the function's, in the function's partition."
  }

  assert {
    condition     = aws_lambda_permission.invoke_from["billing"].source_arn == "arn:aws-cn:execute-api:cn-northwest-1:210987654321:*/authorizers/*"
    error_message = "A given region must be used."
  }

  assert {
    condition     = alltrue([for permission in aws_lambda_permission.invoke_from : permission.qualifier == "live" && permission.principal == "apigateway.amazonaws.com" && permission.action == "lambda:InvokeFunction"])
    error_message = "API Gateway must be allowed to invoke the alias, and nothing else."
  }
}

run "no_account_may_invoke_by_default" {
  assert {
    condition     = length(aws_lambda_permission.invoke_from) == 0
    error_message = "Without invoke_from there must be no statement."
  }
}

run "configuration_output_is_what_the_function_reads" {
  assert {
    condition     = output.configuration == aws_lambda_function.this[0].environment[0].variables.AUTHORIZER_CONFIG
    error_message = "The output must be the document in the environment."
  }

  assert {
    condition     = length(keys(aws_lambda_function.this[0].environment[0].variables)) == 1
    error_message = "The function must have no other environment variable."
  }
}
