output "expectations" {
  description = "Number of requests that were tested. Each was decided as `rule_tests` expects; otherwise the plan fails."
  value       = length(local.expectations)

  precondition {
    condition     = length(local.test_faults) == 0
    error_message = join("\n", [for fault in local.test_faults : "${local.who}${fault}"])
  }

  precondition {
    condition     = length(local.failures) == 0
    error_message = join("\n", concat(slice(local.failures, 0, min(20, length(local.failures))), length(local.failures) > 20 ? ["… and ${length(local.failures) - 20} more."] : []))
  }
}

output "policy_bytes" {
  description = "Size of the policy of each test's token, in bytes, on a stage whose ARN has 71 characters."
  value       = local.policy_bytes.tests
}

output "policy_bytes_worst_case" {
  description = "Size of the largest policy, in bytes: that of a token that satisfies every rule of one API, except deny rules on all paths and methods. Measured with the longest value in each placeholder, on a stage whose ARN has 71 characters."
  value       = max(local.policy_bytes.all...)
}

output "policy_bytes_of_largest_rule" {
  description = "Size of the largest policy of a token that satisfies the `any_token` rules and one other rule of one API, in bytes, measured in the same way."
  value       = max(local.policy_bytes.each...)
}
