output "expectations" {
  description = "The number of requests that were tested. Each was decided as `rule_tests` says; otherwise the plan fails."
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
  description = "The size of the policy of each test's token, in bytes, on a stage whose ARN has 71 characters."
  value       = local.policy_bytes.tests
}

output "policy_bytes_worst_case" {
  description = "The size of the policy of a token that satisfies every rule except denials of everything, in bytes, with the longest value in each placeholder and on a stage whose ARN has 71 characters."
  value       = local.policy_bytes.all[0]
}

output "policy_bytes_of_largest_rule" {
  description = "The size of the largest policy of a token that satisfies the rules for every token and one more, in bytes, measured in the same way."
  value       = max(local.policy_bytes.each...)
}
