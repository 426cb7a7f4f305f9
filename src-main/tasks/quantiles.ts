export { quantileField, type QuantileOptions } from '../numerics/quantiles'
