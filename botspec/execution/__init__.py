"""From a wish to a complete order: identity, order type, price ticks."""
