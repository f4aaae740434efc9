"""The policy of a region's decisions as versioned data: TOML text in, `dispatch.plan.Policy` out."""
