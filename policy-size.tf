# Limits the size of the policy that the rules make. modules/rule-tests measures it.

locals {
  policy_bytes_limit           = local.contract.sizes.policy_bytes
  policy_bytes_of_largest_rule = module.rule_tests.policy_bytes_of_largest_rule
  # Of rules with faults there is no size.
  policy_size_faults = length(local.rule_faults) > 0 || local.policy_bytes_of_largest_rule <= local.policy_bytes_limit ? [] : [
    "rules make a policy of ${local.policy_bytes_of_largest_rule} bytes for a token that satisfies the rules for every token and the largest other rule. The limit is ${local.policy_bytes_limit} bytes, and each method and path takes about 85. Use wildcards in paths, list only the methods that are needed, or use a second authorizer for some of the APIs."
  ]
}
