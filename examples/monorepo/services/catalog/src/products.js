const PRODUCTS = [
  { sku: "tea", name: "Green tea", priceCents: 450 },
  { sku: "cup", name: "Cup of clay", priceCents: 1200 },
];

/** All of them, or those whose name has `text` in it, whatever its case. */
export function findProducts(text = "") {
  return PRODUCTS.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
}
