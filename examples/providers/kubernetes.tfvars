# Kubernetes, service account tokens of a cluster with a public issuer, such as EKS. Replace REGION, CLUSTER_ID and the names.
issuer          = "https://oidc.eks.REGION.amazonaws.com/id/CLUSTER_ID"
audience        = ["https://orders.example.com"]
required_claims = [{ name = "sub", any = ["system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT"] }]
