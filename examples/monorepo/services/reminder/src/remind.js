import { dueBaskets } from "./due.js";

const due = dueBaskets(JSON.parse(process.env.BASKETS ?? "[]"), Date.now());
for (const { customer } of due) console.log(JSON.stringify({ reminded: customer }));
console.log(JSON.stringify({ due: due.length }));
