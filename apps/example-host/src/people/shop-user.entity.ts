import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody who works in the shop. */
@Entity('shop_user')
export class ShopUser {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 190 })
  login: string;

  @Column({ type: 'varchar', length: 64 })
  token: string;

  @Column({ type: 'boolean', default: false })
  mayWriteLetters: boolean;
}
