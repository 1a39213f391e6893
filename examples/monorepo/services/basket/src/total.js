/**
 * What a basket costs, in cents.
 *
 * @param {Record<string, number>} quantities by sku
 * @param {{ sku: string, priceCents: number }[]} products
 */
export function totalOf(quantities, products) {
  const prices = new Map(products.map(({ sku, priceCents }) => [sku, priceCents]));
  return Object.entries(quantities).reduce((sum, [sku, quantity]) => {
    const price = prices.get(sku);
    if (price === undefined) throw new RangeError(`There is no product ${sku}.`);
    return sum + price * quantity;
  }, 0);
}
