# Limits the size of the policy that the rules make. modules/rule-tests measures it.

locals {
  policy_bytes_limit           = local.contract.sizes.policy_bytes
  policy_bytes_of_largest_rule = module.rule_tests.policy_bytes_of_largest_rule
  # Rules with faults have no size.
  policy_size_faults = length(local.rule_faults) > 0 || local.policy_bytes_of_largest_rule <= local.policy_bytes_limit ? [] : [
    "rules: the largest policy for one rule together with the any_token rules is ${local.policy_bytes_of_largest_rule} bytes. The limit is ${local.policy_bytes_limit} bytes, and each combination of a method and a path takes about 85 bytes. Use wildcards in paths, list only the methods that are needed, or use a second authorizer for some of the APIs."
  ]
}
