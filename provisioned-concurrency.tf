# Instances that Lambda keeps started, and how their number changes.

locals {
  has_provisioned_concurrency = nonsensitive(var.create && var.provisioned_concurrent_executions != null)
  is_scaled                   = local.has_provisioned_concurrency && nonsensitive(var.provisioned_concurrency_scaling != null)

  # An invalid value is reported in input-faults.tf.
  scaling            = { for name in ["min_capacity", "max_capacity", "target_value"] : name => try(var.provisioned_concurrency_scaling[name], null) }
  scheduled_actions  = { for key in nonsensitive(try(keys(var.provisioned_concurrency_scaling.scheduled_actions), [])) : key => var.provisioned_concurrency_scaling.scheduled_actions[key] }
  is_scaled_by_use   = local.is_scaled && nonsensitive(local.scaling.target_value != null)
  is_scaled_by_clock = local.is_scaled && length(local.scheduled_actions) > 0

  scalable_resource_id = "function:${join(":", concat(aws_lambda_function.this[*].function_name, local.alias[*].name))}"
}

resource "aws_lambda_provisioned_concurrency_config" "this" {
  count = local.has_provisioned_concurrency && !local.is_scaled ? 1 : 0

  function_name                     = aws_lambda_function.this[0].function_name
  qualifier                         = local.alias.name
  provisioned_concurrent_executions = var.provisioned_concurrent_executions
}

# The same, with a number that Application Auto Scaling changes. An alias has only one: the dependency makes Terraform
# remove the other one first, in both directions.
resource "aws_lambda_provisioned_concurrency_config" "scaled" {
  count = local.is_scaled ? 1 : 0

  function_name                     = aws_lambda_function.this[0].function_name
  qualifier                         = local.alias.name
  provisioned_concurrent_executions = var.provisioned_concurrent_executions

  lifecycle {
    ignore_changes = [provisioned_concurrent_executions]
  }

  depends_on = [aws_lambda_provisioned_concurrency_config.this]
}

resource "aws_appautoscaling_target" "this" {
  count = local.is_scaled && !local.is_scaled_by_clock ? 1 : 0

  service_namespace  = "lambda"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  resource_id        = local.scalable_resource_id
  min_capacity       = local.scaling.min_capacity
  max_capacity       = local.scaling.max_capacity
  tags               = var.tags

  depends_on = [aws_lambda_provisioned_concurrency_config.scaled]
}

# The same, with limits that scheduled actions change.
resource "aws_appautoscaling_target" "scheduled" {
  count = local.is_scaled_by_clock ? 1 : 0

  service_namespace  = "lambda"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  resource_id        = local.scalable_resource_id
  min_capacity       = local.scaling.min_capacity
  max_capacity       = local.scaling.max_capacity
  tags               = var.tags

  lifecycle {
    ignore_changes = [min_capacity, max_capacity]
  }

  depends_on = [aws_lambda_provisioned_concurrency_config.scaled, aws_appautoscaling_target.this]
}

resource "aws_appautoscaling_policy" "this" {
  count = local.is_scaled_by_use ? 1 : 0

  # AWS deletes the policy together with its target. Another name for the other target makes Terraform create it again.
  name               = local.is_scaled_by_clock ? "provisioned-concurrency-scheduled" : "provisioned-concurrency"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = "lambda"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  resource_id        = one(concat(aws_appautoscaling_target.this[*].resource_id, aws_appautoscaling_target.scheduled[*].resource_id))

  target_tracking_scaling_policy_configuration {
    target_value = local.scaling.target_value

    predefined_metric_specification {
      predefined_metric_type = "LambdaProvisionedConcurrencyUtilization"
    }
  }
}

resource "aws_appautoscaling_scheduled_action" "this" {
  for_each = { for key, action in local.scheduled_actions : key => action if local.is_scaled }

  name               = each.key
  service_namespace  = "lambda"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  resource_id        = aws_appautoscaling_target.scheduled[0].resource_id
  schedule           = each.value.schedule
  timezone           = try(each.value.timezone, null)

  scalable_target_action {
    min_capacity = each.value.min_capacity
    max_capacity = each.value.max_capacity
  }
}
