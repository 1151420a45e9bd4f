import { behind, type Facts } from "./fact.ts";

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";
const INSTANCE = { type: ["external"], "nlb-target-type": ["instance"], scheme: ["internet-facing"] };
const IP = { ...INSTANCE, "nlb-target-type": ["ip"] };

export const amazon: Facts = {
  "eks/nlb": {
    "external-traffic-policy": {
      source: "aws-load-balancer-controller pkg/service/model_build_target_group.go:396-414",
      annotations: behind(AWS, INSTANCE),
      policy: "Local",
    },
    "proxy-protocol": {
      source: "aws-load-balancer-controller pkg/annotations/constants.go:94-95,114; the guide",
      annotations: behind(AWS, { ...INSTANCE, "proxy-protocol": ["*"] }),
      policy: "Cluster",
      version: "v2",
    },
  },
  "eks/nlb-ip": {
    "external-traffic-policy": {
      source: "aws-load-balancer-controller pkg/service/model_build_target_group.go:396-414",
      annotations: behind(AWS, { ...IP, "target-group-attributes": ["preserve_client_ip.enabled=true"] }),
      // It is of no consequence here: packets go straight to the pods.
      policy: "Local",
    },
    "proxy-protocol": {
      source: "aws-load-balancer-controller pkg/service/model_build_target_group.go:367-374",
      annotations: behind(AWS, { ...IP, "proxy-protocol": ["*"] }),
      version: "v2",
    },
  },
  "eks/nlb-in-tree": {
    "external-traffic-policy": {
      source: "cloud-provider-aws pkg/providers/v1/aws.go:100; the guide",
      annotations: behind(AWS, { type: ["nlb"] }),
      policy: "Local",
    },
  },
  "eks/nlb-self-managed": {
    "external-traffic-policy": {
      source: "cloud-provider-aws pkg/providers/v1/aws.go:100",
      annotations: behind(AWS, { type: ["nlb"] }),
      policy: "Local",
    },
    "proxy-protocol": {
      source: "cloud-provider-aws v1.34.0 pkg/providers/v1/aws_validations.go:84-146, aws.go:2185-2196",
      annotations: behind(AWS, { type: ["nlb"], "target-group-attributes": ["proxy_protocol_v2.enabled=true"] }),
      policy: "Cluster",
      version: "v2",
    },
  },
  "eks/classic-elb": {
    "proxy-protocol": {
      source: "cloud-provider-aws pkg/providers/v1/aws.go:106-111,2566-2572",
      annotations: behind(AWS, { "proxy-protocol": ["*"] }),
      version: "v1",
    },
    "http-headers": {
      source: "cloud-provider-aws pkg/providers/v1/aws.go:179; AWS docs, Classic Load Balancers, x-forwarded-headers",
      // https is HTTP only with a certificate: cloud-provider-aws aws.go:2110-2125.
      annotations: behind(AWS, { "backend-protocol": ["http"] }),
      header: "X-Forwarded-For",
      mode: "append",
    },
  },
  "eks/alb": {
    "http-headers": {
      source: "AWS docs, Application Load Balancers, x-forwarded-headers",
      header: "X-Forwarded-For",
      mode: "append",
    },
  },
  "eks/auto-mode-nlb": {
    "external-traffic-policy": {
      source: "EKS user guide, auto-configure-nlb",
      annotations: behind(AWS, { "nlb-target-type": ["instance"], scheme: ["internet-facing"] }),
      policy: "Local",
      class: "eks.amazonaws.com/nlb",
    },
    "proxy-protocol": {
      source: "awsdocs/amazon-eks-user-guide#816 and #1180",
      annotations: behind(AWS, {
        "nlb-target-type": ["instance"],
        scheme: ["internet-facing"],
        "target-group-attributes": ["proxy_protocol_v2.enabled=true"],
      }),
      policy: "Cluster",
      class: "eks.amazonaws.com/nlb",
      version: "v2",
      unverified: true,
    },
  },
  // Its target type is ip unless the Service says otherwise: EKS user guide, auto-networking (auto-lb-consider).
  "eks/auto-mode-nlb-ip": {
    "external-traffic-policy": {
      source: "EKS user guide, auto-networking; AWS docs, edit-target-group-attributes",
      annotations: behind(AWS, {
        scheme: ["internet-facing"],
        "target-group-attributes": ["preserve_client_ip.enabled=true"],
      }),
      policy: "Local",
      class: "eks.amazonaws.com/nlb",
    },
    "proxy-protocol": {
      source: "awsdocs/amazon-eks-user-guide#816 and #1180",
      annotations: behind(AWS, {
        scheme: ["internet-facing"],
        "target-group-attributes": ["proxy_protocol_v2.enabled=true"],
      }),
      class: "eks.amazonaws.com/nlb",
      version: "v2",
    },
  },
};
