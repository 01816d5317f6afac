# BERT-family encoder in the serialized TorchScript dialect.
#
# Architecture: "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", Devlin et al. 2018,
# arXiv:1810.04805. Post-layer-norm transformer, learned positions, exact GELU. Queries, keys and values are one
# multiplication. Pooling: "Sentence-BERT", Reimers and Gurevych 2019, arXiv:1908.10084, section 3.
#
# Shapes: b texts, t tokens, h = ${hidden} wide, n = ${heads} heads of ${head_size}.
#   input_ids, token_type_ids  int64 [b, t]
#   attention_mask             int64 [b, t], 1 for tokens and 0 for padding; at least one 1 in each row
#   forward -> float [b, t, h] hidden states of the last layer
#   embed   -> float [b, h]    mean of the hidden states of the tokens, scaled to length 1
class Layer(Module):
  __parameters__ = ["qkv_weight", "qkv_bias", "out_weight", "out_bias", "norm1_weight", "norm1_bias", "up_weight", "up_bias", "down_weight", "down_bias", "norm2_weight", "norm2_bias"]
  __buffers__ = []
  qkv_weight : Tensor
  qkv_bias : Tensor
  out_weight : Tensor
  out_bias : Tensor
  norm1_weight : Tensor
  norm1_bias : Tensor
  up_weight : Tensor
  up_bias : Tensor
  down_weight : Tensor
  down_bias : Tensor
  norm2_weight : Tensor
  norm2_bias : Tensor
  training : bool
  def forward(self: __torch__.Layer, x: Tensor, mask: Tensor) -> Tensor:
    b = torch.size(x, 0)
    t = torch.size(x, 1)
    qkv = torch.view(torch.linear(x, self.qkv_weight, self.qkv_bias), [b, t, 3, ${heads}, ${head_size}])
    heads = torch.permute(qkv, [2, 0, 3, 1, 4])
    query = torch.select(heads, 0, 0)
    key = torch.select(heads, 0, 1)
    value = torch.select(heads, 0, 2)
    attended = torch.scaled_dot_product_attention(query, key, value, mask)
    joined = torch.reshape(torch.transpose(attended, 1, 2), [b, t, ${hidden}])
    y = torch.add(torch.linear(joined, self.out_weight, self.out_bias), x)
    y0 = torch.layer_norm(y, [${hidden}], self.norm1_weight, self.norm1_bias, ${layer_norm_eps})
    up = torch.gelu(torch.linear(y0, self.up_weight, self.up_bias))
    z = torch.add(torch.linear(up, self.down_weight, self.down_bias), y0)
    return torch.layer_norm(z, [${hidden}], self.norm2_weight, self.norm2_bias, ${layer_norm_eps})
class BertEncoder(Module):
  __parameters__ = ["word", "position", "token_type", "norm_weight", "norm_bias"]
  __buffers__ = []
  word : Tensor
  position : Tensor
  token_type : Tensor
  norm_weight : Tensor
  norm_bias : Tensor
  training : bool
@repeat layers
  layer${i} : __torch__.Layer
@end
  def forward(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    positions = torch.slice(self.position, 0, 0, torch.size(input_ids, 1))
    words = torch.add(torch.embedding(self.word, input_ids), torch.embedding(self.token_type, token_type_ids))
    x = torch.layer_norm(torch.add(words, positions), [${hidden}], self.norm_weight, self.norm_bias, ${layer_norm_eps})
    mask = torch.to(torch.unsqueeze(torch.unsqueeze(attention_mask, 1), 1), 11)
@repeat layers
    x = (self.layer${i}).forward(x, mask, )
@end
    return x
  def embed(self: __torch__.BertEncoder, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
    states = (self).forward(input_ids, attention_mask, token_type_ids, )
    weights = torch.type_as(torch.unsqueeze(attention_mask, -1), states)
    total = torch.sum(torch.mul(states, weights), [1])
    mean = torch.div(total, torch.clamp_min(torch.sum(weights, [1]), 1.0))
    length = torch.sqrt(torch.sum(torch.mul(mean, mean), [1], True))
    return torch.div(mean, torch.clamp_min(length, 1.0e-12))
